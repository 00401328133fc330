"""The path converter for keys of rows in addresses: `<key:pk>`."""

BIGGEST_KEY = 2**63 - 1  # what a BigAutoField can hold; databases fail on larger numbers


class KeyConverter:
    """Matches a positive 64-bit integer. Any other text is no match, so the address is not found (404)."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value):
        key = int(value)
        if key > BIGGEST_KEY:
            raise ValueError  # Django: no match
        return key

    def to_url(self, value):
        return str(value)
