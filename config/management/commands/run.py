"""`manage.py run`: start all of Footnote under one supervisor, print where it is, stop it all with Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import User
from config import embedded, first_run, supervisor
from config.services import services


class Command(BaseCommand):
    help = "Start Footnote: web, workers and every service whose URL is not set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-sample", action="store_true", help="Don't load the sample collection at first start.")

    def handle(self, *args: Any, no_sample: bool, **options: Any) -> None:
        try:
            lock = first_run.lock(settings.DATA_DIR)
        except first_run.AlreadyRunning:
            raise CommandError(f"Footnote is running already: {address(embedded.port(settings.DATA_DIR, 'web'))}") from None
        with lock:
            self.start(sample=not no_sample)

    def start(self, *, sample: bool) -> None:
        """Prepare the house, start everything, and stay until told to stop."""
        self.fetch_weights()
        first_run.prepare()
        wanted = {**embedded.PORTS, "web": settings.PORT}
        try:
            ports = embedded.choose_ports(
                settings.DATA_DIR, wanted, fixed=["web"] if settings.ENV.is_given("FOOTNOTE_PORT") else []
            )
        except embedded.PortTaken as error:
            raise CommandError(str(error)) from None

        def on_ready() -> None:
            self.greet(ports["web"], new := first_run.make_administrator())
            if new and sample:
                self.stdout.write(f"Loading the sample collection “{first_run.SAMPLE}”: it can be asked in a minute or two.")
                first_run.load_sample(new[0])

        def on_stop() -> None:
            self.stdout.write("Stopping …")
            self.stdout.flush()

        try:
            supervisor.run(services(ports), settings.DATA_DIR / "log", on_ready=on_ready, on_stop=on_stop)
        except supervisor.DidNotStart as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Footnote has stopped.")

    def fetch_weights(self) -> None:
        """Have the embedded model's weights at hand, unless another server answers."""
        if "llm" in settings.EMBEDDED and settings.GATEWAY.provider != "extractive":
            call_command("weights", settings.GATEWAY.model)

    def greet(self, port: int, new: tuple[User, str] | None) -> None:
        """Say where Footnote is and how to sign in."""
        self.stdout.write(f"\nFootnote is running at {address(port)}")
        if new:
            user, password = new
            self.stdout.write(f"Sign in as {user.username} with the password {password}\n(shown only now; change it under Account)")
        else:
            self.stdout.write("Sign in with your account; `manage.py changepassword NAME` sets a new password.")
        self.stdout.write(f"Logs are in {settings.DATA_DIR / 'log'}. Ctrl-C stops everything.\n")
        self.stdout.flush()


def address(port: int) -> str:
    """Where a browser on this machine finds Footnote."""
    everywhere = settings.BIND in ("0.0.0.0", "127.0.0.1")  # noqa: S104
    return settings.PUBLIC_URL or f"http://{'localhost' if everywhere else settings.BIND}:{port}/"
