"""Any server that speaks OpenAI's protocol: llama.cpp here, vLLM in the server room, a service outside."""

import json
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from gateway.conf import GatewayConf
from gateway.errors import GatewayError, ModelRefused, ModelUnavailable, PromptTooLong
from gateway.messages import Prompt, ProviderInfo
from gateway.pulse import Limits, pulse

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletionMessageParam

BROKEN = "The connection to the language model broke before the answer was whole."


class OpenAICompatible:
    """One endpoint, one model. Nothing is retried in hiding: what fails is said, and the caller decides."""

    def __init__(self, conf: GatewayConf) -> None:
        self.conf = conf

    def info(self) -> ProviderInfo:
        """As the settings have it."""
        return ProviderInfo("openai", self.conf.model, self.conf.context, local=self.conf.local)

    def stream(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield the answer as it comes, "" for each beat of silence. Raises GatewayError; closing the iterator stops the model."""
        return pulse(self._deltas(prompt), Limits(self.conf.first_token_timeout, self.conf.answer_timeout))

    async def _deltas(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        import openai

        timeout = openai.Timeout(None, connect=self.conf.connect_timeout)
        call = _Call(self.conf)
        with call.named_errors():
            async with (
                openai.AsyncOpenAI(
                    base_url=self.conf.url, api_key=self.conf.api_key or "none", timeout=timeout, max_retries=0
                ) as client,
                await client.chat.completions.create(
                    model=self.conf.model,
                    messages=_wire(prompt),
                    max_tokens=prompt.max_tokens,
                    temperature=0,
                    stream=True,
                ) as chunks,
            ):
                call.begun = True
                async for chunk in chunks:
                    for choice in chunk.choices or ():
                        call.finished = call.finished or bool(choice.finish_reason)
                        if choice.delta.content:
                            yield choice.delta.content
        if not call.finished:
            raise ModelUnavailable(BROKEN)


def _wire(prompt: Prompt) -> "list[ChatCompletionMessageParam]":
    plain = [{"role": message.role, "content": message.content} for message in prompt.messages]
    return cast("list[ChatCompletionMessageParam]", plain)


@dataclass
class _Call:
    """How far one call has come: whether the server began to answer, and whether it said that it was done."""

    conf: GatewayConf
    begun: bool = False
    finished: bool = False

    @contextmanager
    def named_errors(self) -> Iterator[None]:
        """Turn the client's errors into ours. Messages name addresses and settings, never keys or texts."""
        import httpx2
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise _refused(error, self.conf) from None
        except (openai.APIConnectionError, httpx2.HTTPError):
            nobody = f"Nobody answers at the language model's address {self.conf.url}."
            raise ModelUnavailable(BROKEN if self.begun else nobody) from None
        except openai.APIError:
            raise ModelUnavailable("The language model's server reported an error while it was answering.") from None
        except (json.JSONDecodeError, UnicodeDecodeError, AttributeError, TypeError, ValueError):
            raise ModelRefused(f"What {self.conf.url} sends is not an answer in OpenAI's format. Check LLM_URL.") from None


def _refused(error: "openai.APIStatusError", conf: GatewayConf) -> GatewayError:
    status = error.status_code
    if status in (401, 403):
        return ModelRefused("The language model's server does not accept the key. Check LLM_API_KEY.")
    if status == 404:
        return ModelRefused(f"There is no model {conf.model} at {conf.url}. Check LLM_URL and LLM_MODEL.")
    if status in (400, 413, 422) and "context" in str(error.body).lower():
        return PromptTooLong("The question and its passages are longer than the language model can read.")
    if status == 429:
        return ModelUnavailable("The language model's server is busy, or its quota is used up. Try again later.")
    if status >= 500:
        return ModelUnavailable(f"The language model's server has a problem (HTTP {status}). Try again later.")
    return ModelRefused(f"The language model's server refused the question (HTTP {status}).")
