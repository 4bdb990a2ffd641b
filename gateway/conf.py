"""The gateway's settings."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class GatewayConf:
    """Which model answers. Times are in seconds. `provider` "extractive" needs no model at all."""

    provider: Literal["openai", "extractive"]
    url: str
    model: str
    api_key: str
    context: int
    connect_timeout: float
    first_token_timeout: float
    answer_timeout: float
    local: bool
