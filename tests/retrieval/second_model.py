"""A second embedding model, small and made at random: what it finds alike is what shares words."""

from pathlib import Path
from shutil import copy

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel

from retrieval.local_model import LocalModel

TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json")


def make(folder: Path, *, seed: int = 1, dimensions: int = 48) -> str:
    """Write the model into a folder; its name, as EMBEDDING_MODEL gives it."""
    torch.manual_seed(seed)
    bundled, bert = LocalModel("").folder, folder / "bert"
    config = BertConfig(
        hidden_size=dimensions, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, max_position_embeddings=256
    )
    BertModel(config).save_pretrained(bert)
    for name in TOKENIZER:
        if (bundled / name).exists():
            copy(bundled / name, bert / name)
    parts = [Transformer(str(bert), max_seq_length=256), Pooling(dimensions), Normalize()]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "model"), create_model_card=False)
    return str(folder / "model")
