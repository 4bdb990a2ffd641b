"""Every setting, read once from the environment. docs/settings.md and .env.example are made from this file."""

import os
from pathlib import Path

from assistant.conf import AssistantConf
from config import embedded
from config.database import database
from config.embedding import embedding_model
from config.env import Env
from config.index import index_conf
from config.observability import TracingConf
from forgetting.conf import ForgettingConf
from gateway.conf import GatewayConf
from ingestion.conf import IngestionConf
from ingestion.sources.conf import SourcesConf
from retrieval.conf import RetrievalConf, ServedConf
from retrieval.rerankers.conf import DIALECTS, RerankConf
from retrieval.stages import NAMES as STAGES
from retrieval.stages import Stages

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = env = Env(embedded.environment(BASE_DIR, os.environ))

# Where things are kept
DATA_DIR = env.path(
    "FOOTNOTE_DATA", BASE_DIR / "var", "Folder for the database, files, vectors and secrets of the embedded form.", shown="./var"
)
embedded.private_folders(DATA_DIR)
MODELS_DIR = env.path(
    "FOOTNOTE_MODELS",
    Path.home() / ".cache" / "footnote" / "models",
    "Folder for model weights, shared by all copies of Footnote on a machine.",
    shown="~/.cache/footnote/models",
)

# The web
BIND = env.text("FOOTNOTE_BIND", "127.0.0.1", "Address on which the web process listens. 0.0.0.0 for the whole network.")
PORT = env.integer("FOOTNOTE_PORT", embedded.PORTS["web"], "Port on which the web process listens.")
SECRET_KEY = env.text(
    "FOOTNOTE_SECRET_KEY",
    "",
    "Signs sessions and tokens. Made and kept in FOOTNOTE_DATA if not set.",
    secret=True,
    shown="made at first start",
) or embedded.kept_secret(DATA_DIR / "secrets" / "django")
DEBUG = env.flag("FOOTNOTE_DEBUG", "Show error details in the browser. Never in production.", default=False)
LOCALHOST = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOCALHOST + env.words("FOOTNOTE_HOSTS", "", "Host names under which Footnote may be reached, beside localhost.")
PUBLIC_URL = env.text(
    "FOOTNOTE_PUBLIC_URL",
    "",
    "The address people use, e.g. https://footnote.example.org. With https, cookies are sent over TLS only.",
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
PROXIES = env.text(
    "FORWARDED_ALLOW_IPS",
    "127.0.0.1",
    "Reverse proxies (comma-separated addresses) whose word for the client's address counts; sign-in is throttled by it.",
)
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": SECURE_CSP}

INSTALLED_APPS = [
    "access",
    "forgetting",
    "gateway",
    "retrieval",
    "ingestion",
    "assistant",
    "evaluation",
    "config.apps.ConfigApp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "csp",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "config.headers.defaults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "run" / "uploads"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10000

# People
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "access:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "access:sign-in"
AXES_FAILURE_LIMIT = env.integer("FOOTNOTE_SIGN_IN_TRIES", 5, "Failed sign-ins for one name from one address before a pause.")
AXES_COOLOFF_TIME = env.number("FOOTNOTE_SIGN_IN_PAUSE_HOURS", 0.25, "Hours that pause lasts.")
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "access.views.signing.locked"
AXES_SENSITIVE_PARAMETERS: list[str] = []

# Outside services, each with an embedded default
EMBEDDED = [
    service for service, name in (("redis", "REDIS_URL"), ("vectors", "QDRANT_URL"), ("llm", "LLM_URL")) if not env.is_given(name)
]
DOCUMENTS_AT_ONCE = env.integer(
    "FOOTNOTE_DOCUMENTS_AT_ONCE",
    2,
    "Documents that `manage.py run` works on at the same time: up to one a core, as far as memory goes.",
)
DATABASES = {
    "default": database(
        env.text(
            "DATABASE_URL",
            "",
            "PostgreSQL: postgres://user:password@host:5432/name. Embedded: SQLite in FOOTNOTE_DATA.",
            secret=True,
            shown="SQLite",
        ),
        DATA_DIR / "footnote.sqlite3",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text(
    "REDIS_URL",
    f"unix://{DATA_DIR}/run/redis.sock",
    "Redis, for answer streams and results. Embedded: a private Redis on a socket.",
    secret=True,
    shown="private Redis",
)
BROKER_URL = env.text("BROKER_URL", REDIS_URL, "Celery's broker: Redis or RabbitMQ (amqp://…).", secret=True, shown="REDIS_URL")
SERVED = ServedConf(
    url=env.url("EMBEDDING_URL", "", "Server of EMBEDDING_MODEL that speaks OpenAI's /v1/embeddings, with its /v1."),
    api_key=env.text("EMBEDDING_API_KEY", "", "Key for EMBEDDING_URL.", secret=True),
)
LEASE_SECONDS = env.integer("FOOTNOTE_LEASE_SECONDS", 60, "Seconds after which the work of a worker that died is given to another.")
RETRIEVAL = RetrievalConf(
    qdrant_url=env.url(
        "QDRANT_URL",
        f"http://127.0.0.1:{embedded.port(DATA_DIR, 'vectors')}",
        "Qdrant server. Embedded: Qdrant's engine behind `manage.py vectors`.",
        shown="embedded engine",
    ),
    qdrant_api_key=env.text("QDRANT_API_KEY", "", "Key of the Qdrant server.", secret=True, shown="made at first start")
    or ("" if env.is_given("QDRANT_URL") else embedded.kept_secret(DATA_DIR / "secrets" / "vectors")),
    alias=env.text("FOOTNOTE_INDEX", "footnote", "Name (alias) of the live index in Qdrant."),
    index=index_conf(env),
    model=embedding_model(
        env.text(
            "EMBEDDING_MODEL",
            "",
            "sentence-transformers model, by path or name; with EMBEDDING_URL its name there, or local:PATH for one here. Empty or bundled: the bundled all-MiniLM-L6-v2.",
            shown="bundled all-MiniLM-L6-v2",
        ),
        SERVED.url,
        local=env.flag(
            "EMBEDDING_IS_LOCAL", "The server at EMBEDDING_URL runs inside the house; no other is taken.", default=not SERVED.url
        ),
    ),
    served=SERVED,
    batch=env.integer("FOOTNOTE_EMBEDDING_BATCH", 8, "Chunks embedded in one call of the model."),
    chunk_tokens=env.integer(
        "FOOTNOTE_CHUNK_TOKENS",
        200,
        "Longest chunk, in tokens of the embedding model. Counts for the next version of the index, as FOOTNOTE_CHUNK_OVERLAP does.",
    ),
    chunk_overlap=env.integer("FOOTNOTE_CHUNK_OVERLAP", 30, "Tokens that neighbouring chunks of one section share."),
    candidates=env.integer("FOOTNOTE_CANDIDATES", 300, "Candidates fetched from each kind of vector before re-ranking."),
    keep=env.integer("FOOTNOTE_KEEP", 8, "Passages kept after re-ranking."),
    stages=Stages.of(
        *env.choices(
            "FOOTNOTE_STAGES",
            STAGES,
            "Stages of a search: vectors (dense), words (bm25), a closer look at the best (rerank), leaving out repetitions (collapse); and what is read in a question: quoted phrases, filters said in words, misspelt words (spelling), abbreviations, that it is about a whole document (whole), and its language, in which documents count a little more (language); and what the language model is shown: no document crowding out others (diversity), the text around passages (neighbours). Default: all; neighbours only where LLM_URL is set, as a small model on this machine reads slowly.",
            needed=("dense", "bm25"),
            default=[name for name in STAGES if name != "neighbours" or env.is_given("LLM_URL")],
        )
    ),
    rerank=RerankConf(
        url=env.url(
            "RERANK_URL", "", "Re-ranker: TEI's http://host:8080/rerank, or one that speaks Cohere's /v1/rerank or /v2/rerank."
        ),
        api_key=env.text("RERANK_API_KEY", "", "Key for RERANK_URL.", secret=True),
        model=env.text(
            "RERANK_MODEL",
            "",
            "Name of the model at RERANK_URL; without a URL a sentence-transformers CrossEncoder, by folder or name.",
            shown="the one that was trained here, if any; a closer look at words",
        ),
        dialect=env.one_of("RERANK_DIALECT", DIALECTS, "How RERANK_URL is spoken to.", shown="by the path of RERANK_URL"),
        local=env.flag(
            "RERANK_IS_LOCAL",
            "The re-ranker at RERANK_URL runs inside the house: confidential and restricted passages may go to it.",
            default=not env.is_given("RERANK_URL"),
        ),
        passages=env.integer("RERANK_PASSAGES", 30, "So many of the best passages go to the re-ranker.", least=0),
        seconds=env.number("RERANK_SECONDS", 2, "Longest wait for the re-ranker; then the search goes on without it.", least=0.1),
        adopted=DATA_DIR / "reranker",
    ),
    lease_seconds=LEASE_SECONDS,
    yields_to=("assistant.leases.under_way", "ingestion.leases.under_way"),
    questions="assistant.recent.questions",
    guard="evaluation.golden.switching",
    cuts="ingestion.recutting.chunks",
    newly_said="ingestion.newly_said.newly_said",
)
GATEWAY = GatewayConf(
    provider="extractive"
    if env.flag("FOOTNOTE_NO_MODEL", "Answer by quoting the best passages, with no language model.", default=False)
    else "openai",
    url=env.url(
        "LLM_URL",
        f"http://127.0.0.1:{embedded.port(DATA_DIR, 'llm')}/v1",
        "Any OpenAI-compatible server, with its /v1. Embedded: a llama.cpp server.",
        shown="embedded llama.cpp",
    ),
    model=env.text(
        "LLM_MODEL", "qwen2.5-coder-0.5b-instruct", "Name of the model at LLM_URL; embedded: one of those in gateway/weights.json."
    ),
    api_key=env.text("LLM_API_KEY", "", "Key for LLM_URL.", secret=True, shown="made at first start")
    or ("" if env.is_given("LLM_URL") else embedded.kept_secret(DATA_DIR / "secrets" / "llm")),
    context=env.integer("LLM_CONTEXT", 4096, "Context of the model, in tokens."),
    connect_timeout=env.number("LLM_CONNECT_SECONDS", 5, "Longest wait for a connection."),
    first_token_timeout=env.number("LLM_FIRST_TOKEN_SECONDS", 120, "Longest wait for the first token."),
    answer_timeout=env.number("LLM_ANSWER_SECONDS", 300, "Longest time for a whole answer."),
    local=env.flag("LLM_IS_LOCAL", "The model at LLM_URL runs inside the house.", default=not env.is_given("LLM_URL")),
)

# Celery: JSON on the wire, one task at a time, nothing acknowledged before it is done
CELERY_BROKER_URL = BROKER_URL.replace("unix://", "redis+socket://") if BROKER_URL.startswith("unix://") else BROKER_URL
CELERY_RESULT_BACKEND = REDIS_URL.replace("unix://", "redis+socket://") if REDIS_URL.startswith("unix://") else REDIS_URL
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_EXPIRES = 300
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {
    "retry_policy": {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "documents"
CELERY_TASK_ROUTES = {
    "ingestion.*": {"queue": "documents"},
    "evaluation.*": {"queue": "documents"},
    "evaluation.tasks.suggest_one": {"queue": "answers"},
    "forgetting.*": {"queue": "documents"},
    "ingestion.tasks.sync_next": {"queue": "sources"},
    "assistant.*": {"queue": "answers"},
    "retrieval.tasks.build_index": {"queue": "documents"},
    "retrieval.tasks.compare_index": {"queue": "documents"},
    "retrieval.tasks.catch_up": {"queue": "documents"},
    "retrieval.*": {"queue": "answers"},
}
CELERY_BEAT_SCHEDULE = {
    "give back documents": {"task": "ingestion.tasks.reap", "schedule": 10, "options": {"expires": 10}},
    "look after sources": {"task": "ingestion.tasks.look_after_sources", "schedule": 15, "options": {"expires": 15}},
    "go on building the index": {"task": "retrieval.tasks.build_index", "schedule": 10, "options": {"expires": 10}},
    "give back turns": {"task": "assistant.tasks.reap", "schedule": 10},
    "sweep ways to answers": {"task": "assistant.tasks.sweep_chains", "schedule": 3600, "options": {"expires": 3600}},
    "go on with golden runs": {"task": "evaluation.tasks.look_after_runs", "schedule": 30, "options": {"expires": 30}},
    "tell points of their documents": {"task": "retrieval.tasks.catch_up", "schedule": 10, "options": {"expires": 10}},
    "go on erasing": {"task": "forgetting.tasks.work", "schedule": 10, "options": {"expires": 10}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat")

UPLOAD_MAX_MB = env.integer("FOOTNOTE_UPLOAD_MAX_MB", 200, "Largest file that is accepted, in megabytes.")
READ_OUTPUT_MB = env.integer(
    "FOOTNOTE_READ_OUTPUT_MB",
    512,
    "Most text and images that one file, or 50 pages of a longer PDF, may turn into, in megabytes.",
)
INGESTION = IngestionConf(
    files=DATA_DIR / "files",
    upload_max_bytes=UPLOAD_MAX_MB * 1024**2,
    keep_free_bytes=env.integer(
        "FOOTNOTE_KEEP_FREE_MB",
        UPLOAD_MAX_MB + 2 * READ_OUTPUT_MB,
        "Room on the disk of FOOTNOTE_DATA, in megabytes, below which no file is taken in and no work is begun. Default: FOOTNOTE_UPLOAD_MAX_MB and twice FOOTNOTE_READ_OUTPUT_MB, as one upload and two readers may need.",
    )
    * 1024**2,
    unfinished_hours=env.integer(
        "FOOTNOTE_UNFINISHED_HOURS", 24, "Hours for which an upload in parts is kept, to be gone on with, after the last part came."
    ),
    unfinished_files=env.integer("FOOTNOTE_UNFINISHED_FILES", 20, "Uploads in parts that one person may have unfinished."),
    unfinished_bytes=env.integer(
        "FOOTNOTE_UNFINISHED_MB",
        5 * UPLOAD_MAX_MB,
        "What the unfinished uploads of one person may come to, in megabytes. Default: five times FOOTNOTE_UPLOAD_MAX_MB.",
    )
    * 1024**2,
    read_seconds=env.integer("FOOTNOTE_READ_SECONDS", 1800, "Longest time for reading one file, or 50 pages of a longer PDF."),
    read_memory_bytes=env.integer("FOOTNOTE_READ_MEMORY_MB", 3072, "Most memory for reading one file, in megabytes.") * 1024**2,
    read_output_bytes=READ_OUTPUT_MB * 1024**2,
    max_pages=env.integer("FOOTNOTE_MAX_PAGES", 5000, "Most pages in one document."),
    max_pixels=env.integer("FOOTNOTE_MAX_MEGAPIXELS", 100, "Largest image that is decoded, in megapixels.") * 1000**2,
    ocr_languages=env.text("FOOTNOTE_OCR_LANGUAGES", "eng", "Tesseract languages, joined by +."),
    ocr_dpi=env.integer("FOOTNOTE_OCR_DPI", 300, "Resolution at which PDF pages are recognised."),
    lease_seconds=LEASE_SECONDS,
    keep_versions=env.integer(
        "FOOTNOTE_KEEP_VERSIONS",
        5,
        "Earlier versions of each document that are kept, to be compared and restored. Each takes disk space.",
    ),
    trash_days=env.integer(
        "FOOTNOTE_TRASH_DAYS", 30, "Days that deleted documents stay in the trash, from where they can be restored."
    ),
    employee_ids=tuple(
        env.words("FOOTNOTE_EMPLOYEE_IDS", "", "How the organisation writes its employee numbers: # for a digit, @ for a letter.")
    ),
    tries=3,
)
SOURCES = SourcesConf(
    folders=tuple(
        env.words(
            "FOOTNOTE_SOURCE_FOLDERS",
            "",
            "Folders of this machine that sources may watch, with all that is below them. None if empty.",
        )
    ),
    hosts=frozenset(
        host.lower()
        for host in env.words(
            "FOOTNOTE_SOURCE_HOSTS",
            "",
            "Hosts of the inner network that sources may be on (all kinds but folders, Git, mailboxes and databases), e.g. wiki.example.org; all others must have public addresses.",
        )
    ),
    git_protocols=tuple(
        env.words("FOOTNOTE_SOURCE_GIT", "https,ssh", "Protocols by which Git repositories are read: https, ssh, http, file.")
    ),
)
ASSISTANT = AssistantConf(
    answer_tokens=env.integer("FOOTNOTE_ANSWER_TOKENS", 400, "Longest answer, in tokens of the model."),
    passages=env.integer("FOOTNOTE_PASSAGES", 6, "Most passages shown to the model."),
    prompt_tokens=env.integer(
        "FOOTNOTE_PROMPT_TOKENS",
        800,
        "Most tokens of passages shown to the model. Fewer bring the first word sooner on a small machine.",
    ),
    ask_for_numbers=env.flag(
        "FOOTNOTE_ASK_FOR_NUMBERS",
        "Have the model cite each claim by number, as a hint; small models answer worse when asked to. Default: yes where LLM_URL is set.",
        default=env.is_given("LLM_URL"),
    ),
    piece_by_piece=env.flag(
        "FOOTNOTE_PIECE_BY_PIECE",
        "Have the model summarise or compare whole documents passage by passage, as small ones say little of what is shown together. "
        "Default: no where LLM_URL is set.",
        default=not env.is_given("LLM_URL"),
    ),
    question_max_chars=env.integer("FOOTNOTE_QUESTION_MAX_CHARS", 4000, "Longest question, in characters."),
    chain_days=env.integer(
        "FOOTNOTE_CHAIN_DAYS",
        90,
        "Days for which it is kept how each answer came about (candidates with scores, prompt, times), for administrators. 0: not at all.",
    ),
    lease_seconds=INGESTION.lease_seconds,
    tries=3,
)

MLFLOW_TRACKING_URI = env.text(
    "MLFLOW_TRACKING_URI", "", "MLflow server that runs of golden sets are logged to. None if empty.", secret=True
)
TRACING = TracingConf(
    endpoint=env.url(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "OpenTelemetry collector (OTLP over HTTP) that the workers send spans to. They hold no word of questions, documents or answers. "
        "None if empty.",
    ),
    headers=env.text("OTEL_EXPORTER_OTLP_HEADERS", "", "Headers for the collector, as name=value, joined by commas.", secret=True),
    service=env.text("OTEL_SERVICE_NAME", "footnote", "The name under which spans are sent."),
)
FORGETTING = ForgettingConf(
    holders=("retrieval.erasing", "ingestion.erasing.holding", "assistant.erasing", "evaluation.erasing"),
    documents="ingestion.erasing.people",
    hiders=("ingestion.erasing.masking", "assistant.hiding", "evaluation.hiding"),
    lease_seconds=INGESTION.lease_seconds,
    tries=5,
)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.text("FOOTNOTE_TIME_ZONE", "UTC", "Time zone in which times are shown, e.g. Europe/Berlin.")
USE_TZ = True
LOG_LEVEL = env.text("FOOTNOTE_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("httpx", "httpx2", "httpcore", "openai", "pdfminer", "sentence_transformers", "axes", "celery.app.trace")
    },  # celery.app.trace writes down what tasks return, and that is text of documents
}
env.refuse_unknown()
