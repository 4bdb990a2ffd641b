"""The form of a topic of Kafka."""

import re
from typing import Any

from django import forms

from ingestion.sources.forms.events import EventsForm
from ingestion.sources.streams.kafka_topic import KEY, VALUE

MECHANISMS = [("", "Not at all"), ("PLAIN", "PLAIN"), ("SCRAM-SHA-256", "SCRAM-SHA-256"), ("SCRAM-SHA-512", "SCRAM-SHA-512")]
SERVER = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
TOPIC = re.compile(r"[\w.-]{1,249}", re.ASCII)


class TopicForm(EventsForm):
    """Where the topic is."""

    secrets = ("password",)
    sent_to = ("servers", "user", "tls")
    field_order = ("servers", "topic", "tls", "mechanism", "user", "password", "key", "text")
    servers = forms.CharField(label="Servers", max_length=1000, help_text="Such as kafka.example.org:9093; several with commas.")
    topic = forms.CharField(label="Topic", max_length=249)
    tls = forms.BooleanField(label="Encrypted (TLS)", required=False, initial=True)
    mechanism = forms.ChoiceField(label="Sign in by", choices=MECHANISMS, required=False)
    user = forms.CharField(label="User", required=False, max_length=200)
    password = forms.CharField(label="Password", required=False, max_length=1000)
    key = forms.CharField(
        label="Field that knows a document for ever", max_length=100, initial=KEY, help_text=f"“{KEY}” is the message’s key."
    )
    text = forms.CharField(
        label="Field with the content",
        max_length=100,
        initial=VALUE,
        help_text=f"“{VALUE}” is the message’s value, headers go by their names. Without a value the document is gone.",
    )

    def clean_servers(self) -> str:
        """Hosts with their ports."""
        servers = [each.strip() for each in self.cleaned_data["servers"].split(",") if each.strip()]
        if not servers or not all(map(SERVER.fullmatch, servers)):
            raise forms.ValidationError("Each server is a host and a port, such as kafka.example.org:9093.")
        return ",".join(servers)

    def clean_topic(self) -> str:
        """A name that a topic can have: some others have a meaning for the client."""
        topic: str = self.cleaned_data["topic"].strip()
        if not TOPIC.fullmatch(topic):
            raise forms.ValidationError("A topic’s name has letters, digits, dots, underscores and hyphens.")
        return topic

    def clean(self) -> dict[str, Any]:
        """Whoever signs in has a name."""
        given = super().clean()
        if given.get("mechanism") and not given.get("user"):
            self.add_error("user", "Name the user who signs in.")
        return given
