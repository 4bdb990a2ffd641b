"""A cross-encoder in eight bits: a folder that `manage.py train reranker` writes, read back without sentence-transformers.

Rows of its large matrices are whole numbers from -127 to 127 and a scale each; products are taken in eight bits too, with the
inputs' scale found anew at each (PyTorch's dynamic quantisation). What decides the score at the end stays in full precision.
Whoever imports this module loads PyTorch.

config.json               the model, as transformers describes it
tokenizer.json            as tokenizers reads it
weights.int8.safetensors  each matrix NAME as int8, beside it NAME.scale; the rest as it was
reranker.json             how its scores are used: retrieval.rerankers.described
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from retrieval.rerankers.described import WEIGHTS, Described, described, write

if TYPE_CHECKING:
    from transformers import PreTrainedModel

MOST = 127
IN_FULL = ("pooler", "classifier")


class Rows(nn.Module):
    """An embedding's table in eight bits."""

    def __init__(self, table: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.table, self.scale = table, scale

    def forward(self, at: Tensor) -> Tensor:
        """The rows at these places, in full precision."""
        return self.table[at].float() * self.scale[at].unsqueeze(-1)


class Product(nn.Module):
    """A linear layer in eight bits."""

    def __init__(self, table: Tensor, scale: Tensor, bias: Tensor) -> None:
        super().__init__()
        zero = torch.zeros(len(scale), dtype=torch.long)
        with warnings.catch_warnings():  # such tensors will go from a later PyTorch; the file's form is ours and stays
            warnings.simplefilter("ignore", UserWarning)
            quantised = torch._make_per_channel_quantized_tensor(table, scale.double(), zero, 0)
        self.packed = torch.ops.quantized.linear_prepack(quantised, bias)

    def forward(self, given: Tensor) -> Tensor:
        """The product and its bias, in full precision. The inputs lose a bit, as products of eight bits overflow on AVX2."""
        product: Tensor = torch.ops.quantized.linear_dynamic(given, self.packed, True)
        return product


class Quantised:
    """One such model in this process, to be asked as a CrossEncoder is."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoConfig, AutoModelForSequenceClassification

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(described(folder).longest)
        self._tokenizer.enable_padding()
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModelForSequenceClassification.from_config(config).eval()  # type: ignore[no-untyped-call]
        _put(self._model, load_file(folder / WEIGHTS))

    def predict(self, pairs: Sequence[tuple[str, str]], *, show_progress_bar: bool = False) -> NDArray[np.float32]:
        """How well each text answers its question: logits, in the order given. There is no progress to show of one batch."""
        encoded = self._tokenizer.encode_batch(list(pairs))
        with torch.inference_mode():
            found = self._model(
                input_ids=torch.tensor([each.ids for each in encoded]),
                attention_mask=torch.tensor([each.attention_mask for each in encoded]),
                token_type_ids=torch.tensor([each.type_ids for each in encoded]),
            )
        return np.asarray(found.logits.squeeze(-1), np.float32)


def export(model: "PreTrainedModel", tokenizer: Path, folder: Path, what: Described) -> None:
    """Write a model that gives one score as such a folder; `tokenizer` is its tokenizer.json. Raises OSError."""
    folder.mkdir(parents=True)
    model.config.save_pretrained(str(folder))
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    save_file(dict(_stored(model)), folder / WEIGHTS)
    write(folder, what)


def _stored(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    large = {f"{name}.weight" for name, module in _large(model)}
    for name, tensor in model.state_dict().items():
        if name not in large:
            yield name, tensor.detach().clone().contiguous()
            continue
        scale = tensor.detach().abs().amax(1).clamp(min=1e-8) / MOST
        yield name, (tensor.detach() / scale[:, None]).round().to(torch.int8)
        yield f"{name}.scale", scale


def _put(model: nn.Module, stored: Mapping[str, Tensor]) -> None:
    """Put stored weights into a model whose own are of no use. Raises RuntimeError where they are of another model."""
    for name, module in list(_large(model)):
        table, scale = stored[f"{name}.weight"], stored[f"{name}.weight.scale"]
        small = Rows(table, scale) if isinstance(module, nn.Embedding) else Product(table, scale, stored[f"{name}.bias"])
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, small)
    left = {name: stored[name] for name in model.state_dict()}
    model.load_state_dict(left)


def _large(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Embedding) and not set(IN_FULL) & set(name.split(".")):
            yield name, module
