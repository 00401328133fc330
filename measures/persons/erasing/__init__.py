"""Erasing a person who was named as a contact from all that is stored: `manage.py erase_contact`."""
