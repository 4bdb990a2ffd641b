"""The form of a mailbox."""

from django import forms

from ingestion.sources.forms.common import SourceForm

ENCRYPTIONS = [("tls", "TLS (port 993)"), ("starttls", "STARTTLS (port 143)"), ("none", "None: only on this machine")]


class MailboxForm(SourceForm):
    """Where the mail is."""

    secrets = ("password",)
    sent_to = ("host", "port", "security")
    host = forms.CharField(label="Server", max_length=255, help_text="Its name, such as imap.example.org.")
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label="Encryption", choices=ENCRYPTIONS)
    user = forms.CharField(label="User", max_length=255)
    password = forms.CharField(label="Password", max_length=1000)
    folder = forms.CharField(label="Folder", max_length=255, initial="INBOX")
