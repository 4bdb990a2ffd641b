"""llama.cpp's own OpenAI-compatible server, inside this process."""

import os
from pathlib import Path
from typing import Any

from gateway.conf import GatewayConf

SLOTS = 2
"""Answers written at once; each has the whole context of the settings."""


def serve(weights: Path, conf: GatewayConf, *, host: str, port: int) -> Any:
    """Start serving and return the server; it stops when the process ends. Prompts of one beginning share its cache."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {conf.model}
    params.hostnames, params.port = [host], port
    params.api_keys = [conf.api_key] if conf.api_key else []
    params.n_parallel, params.n_ctx = SLOTS, SLOTS * conf.context
    cores = os.cpu_count() or 2
    # Writing waits for its slowest thread at every token: with another process on one of the cores, two threads wrote 0.1 to 0.8
    # tokens a second where one wrote 3 to 13. Reading the prompt waits seldom, so it takes them all.
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = max(1, cores - 1), cores
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    params.cache_prompt = True
    params.endpoint_metrics, params.endpoint_slots = True, False
    params.ui = False
    params.verbosity = 1
    return xllamacpp.Server(params)
