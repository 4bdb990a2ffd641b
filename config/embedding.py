"""Which embedding model the settings name: one on this machine, or one behind EMBEDDING_URL."""

from config.env import WrongSetting
from retrieval.conf import SERVED

BUNDLED = "bundled"
HERE = "local:"


def embedding_model(name: str, url: str, *, local: bool) -> str:
    """The model's name as retrieval knows it. A server outside would get every text of every document, so none is taken.

    Beside a URL a model on this machine may be named as well: the next index is made with it, while the server is asked for an
    index that is made with its model already.
    """
    if url and not name:
        raise WrongSetting("EMBEDDING_URL needs EMBEDDING_MODEL: the name of the model there.")
    if url and not local:
        raise WrongSetting(
            "The server at EMBEDDING_URL gets every text of every document, confidential ones too. "
            "Set EMBEDDING_IS_LOCAL=yes if it runs inside the house; one outside is not supported."
        )
    if name == BUNDLED:
        return ""
    return SERVED + name if url and not name.startswith(HERE) else name.removeprefix(HERE)
