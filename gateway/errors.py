"""What can go wrong between Footnote and a model.

GatewayError
├── ModelUnavailable   nobody answers at the model's address: try again later
├── ModelTooSlow       the time limit ran out before the answer was whole
├── ModelRefused       the server answered with an error: the operator must look (key, model name, quota)
└── PromptTooLong      the question and its passages do not fit into the model's context
"""


class GatewayError(Exception):
    """The root of the gateway's errors; str(error) is fit to show."""


class ModelUnavailable(GatewayError):
    """Nobody answers at the model's address."""


class ModelTooSlow(GatewayError):
    """The time limit ran out."""


class ModelRefused(GatewayError):
    """The server answered with an error."""


class PromptTooLong(GatewayError):
    """The prompt does not fit into the model's context."""
