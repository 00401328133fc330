"""Web addresses as people paste them into a field of an address."""

import pytest
from django.contrib.admin.sites import site
from django.core.exceptions import ValidationError

from measures.form_fields import form_field, source_url_field
from measures.intake.catalogue.format import ADDRESS
from municipalities.models import ModelProject
from municipalities.web_addresses import WebAddressField

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("https://stadt.example/a", "https://stadt.example/a"),
        ("  stadt.example/a \u00a0", "https://stadt.example/a"),
        ("\u200bwww.stadt.example\ufeff", "https://www.stadt.example"),
        ("https://stadt.example/a.", "https://stadt.example/a"),
        ("https://stadt.example/a).", "https://stadt.example/a"),
        ("https://stadt.example/a ) .", "https://stadt.example/a"),
        ("(https://stadt.example/a)", "https://stadt.example/a"),
        ("<https://stadt.example/a>,", "https://stadt.example/a"),
        ("„www.stadt.example“", "https://www.stadt.example"),
        ("https://wiki.example/Ulm_(Stadt)", "https://wiki.example/Ulm_(Stadt)"),
        ("https://stadt.example/?f[0]=a&amp;b=c", "https://stadt.example/?f[0]=a&b=c"),
        ("https:// www.stadt.example", "https://www.stadt.example"),
        ("HTTP://stadt.example", "http://stadt.example"),
        ("www.müllheim.example/größe", "https://www.müllheim.example/größe"),
        ("https://archiv.example/2020/https://stadt.example/", "https://archiv.example/2020/https://stadt.example/"),
        ("https://stadt.example/a;b.html,c.html", "https://stadt.example/a;b.html,c.html"),
    ],
)
def test_a_pasted_address_is_understood(pasted, address):
    assert WebAddressField().clean(pasted) == address


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://a.example, https://b.example", "several"),
        ("www.a.example;www.b.example", "several"),
        ("a.example und b.example/c", "several"),
        ("amt@stadt.example", "mail"),
        ("mailto:amt@stadt.example", "mail"),
        ("ftp://stadt.example/", "invalid"),
        ("javascript:alert(1)", "invalid"),
        ("https://stadt.example siehe dort", "invalid"),
        ("gibt es nicht", "invalid"),
        (".", "required"),
    ],
)
def test_what_is_not_one_web_address_is_refused_with_its_reason(pasted, code):
    with pytest.raises(ValidationError) as refused:
        WebAddressField().clean(pasted)
    assert refused.value.error_list[0].code == code


def test_the_reason_says_how_many_there_are():
    with pytest.raises(ValidationError, match=r"^\['Das sind 2 Adressen; hier ist nur für eine Platz.'\]$"):
        WebAddressField().clean("www.a.example www.b.example")


def test_form_table_import_and_admin_have_the_same_field():
    project_admin = site.get_model_admin(ModelProject)
    in_admin = project_admin.formfield_for_dbfield(ModelProject._meta.get_field("website"), request=None)
    fields = [form_field("website"), form_field("source_code_url"), source_url_field(), ADDRESS, in_admin]
    assert {type(field) for field in fields} == {WebAddressField}
