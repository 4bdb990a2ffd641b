"""Teach the first layers of the bundled embedding model to read a question and a passage together.

Its words' vectors stay as they are: they know more words than any few thousand questions teach. Whoever calls this loads PyTorch.
"""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from evaluation.training.messages import CannotTrain, Example, Plan
from retrieval.local_model import LocalModel

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder
    from transformers import PreTrainedModel

NEEDED = ("accelerate", "datasets")
APART = Path(sys.prefix) / "training"
LACKING = (
    "Training needs packages that running doesn't. `make train` installs them; so does "
    f"pip install --no-deps --require-hashes --target {APART} -r requirements-train.txt"
)
LONGEST = 256
"""Tokens of a question and a passage together: a chunk and its title fit."""
TOGETHER = 4
"""Questions in a step, each with all its passages."""
RATE = 2e-4
WARM_UP = 0.1


def check_installed() -> None:
    """Let what only training needs be found, before anything else looks for it. Raises CannotTrain where it isn't installed."""
    if APART.is_dir() and str(APART) not in sys.path:
        sys.path.append(str(APART))
    if not all(find_spec(name) for name in NEEDED):
        raise CannotTrain(LACKING)


def start_folder() -> Path:
    """Where the weights lie that training starts from: the bundled embedding model's."""
    return LocalModel("").folder


def taught(examples: Sequence[Example], plan: Plan, scratch: Path) -> "PreTrainedModel":
    """The model inside the cross-encoder after learning from these; `scratch` is a folder to throw away. Raises CannotTrain.

    `check_installed` comes before this, and before anything that loads sentence-transformers.
    """
    _quiet()
    from sentence_transformers.cross_encoder import CrossEncoderTrainer
    from sentence_transformers.cross_encoder.losses import LambdaLoss
    from transformers import PrinterCallback, set_seed

    set_seed(plan.seed)
    model = _start(plan.layers)
    trainer = CrossEncoderTrainer(
        model=model,
        args=_arguments(plan, scratch),
        train_dataset=_rows(examples),
        loss=LambdaLoss(model, mini_batch_size=TOGETHER),
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    inner: Any = model.model
    return cast("PreTrainedModel", inner.eval())


def _start(layers: int) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    model: CrossEncoder = CrossEncoder(str(start_folder()), device="cpu", local_files_only=True, num_labels=1, max_length=LONGEST)
    inner: Any = model.model
    there = len(inner.base_model.encoder.layer)
    if not 1 <= layers <= there:
        raise CannotTrain(f"The model that training starts from has {there} layers: choose from 1 to {there}.")
    inner.base_model.encoder.layer = inner.base_model.encoder.layer[:layers]
    inner.config.num_hidden_layers = layers
    inner.base_model.embeddings.requires_grad_(False)
    return model


def _arguments(plan: Plan, scratch: Path) -> Any:
    """Nothing is saved on the way, and nobody is told."""
    from sentence_transformers.cross_encoder import CrossEncoderTrainingArguments

    return CrossEncoderTrainingArguments(
        output_dir=str(scratch),
        num_train_epochs=plan.epochs,
        per_device_train_batch_size=TOGETHER,
        learning_rate=RATE,
        warmup_steps=WARM_UP,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
        dataloader_pin_memory=False,
        seed=plan.seed,
    )


def _rows(examples: Sequence[Example]) -> Any:
    """A row for each question: its passages in a list, the right ones marked 1.

    The fingerprint is given: made by itself it is a pickle of the whole table, which datasets 5 fails to make.
    """
    import pyarrow
    from datasets import Dataset

    columns = {
        "question": [each.question for each in examples],
        "passages": [[*each.right, *each.wrong] for each in examples],
        "label": [[1.0] * len(each.right) + [0.0] * len(each.wrong) for each in examples],
    }
    return Dataset(pyarrow.table(columns), fingerprint="judged")


def _quiet() -> None:
    """No network, no telemetry, no bars."""
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
