"""Erase a person who was named as a contact from everything that is stored: `manage.py erase_contact`."""
