"""The wordings to which people who follow a list have agreed. A new wording gets a new key; old ones never change."""

CONSENT_TEXTS = {
    "2026-11": (
        "Ich möchte per Mail erfahren, was in dieser Liste neu ist oder sich geändert hat. Dafür wird meine Adresse "
        "gespeichert, bis ich die Mails beende. Das kann ich jederzeit, mit dem Link in jeder Mail."
    ),
}
NEWEST_CONSENT = "2026-11"
