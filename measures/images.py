from django import forms


class CleanImageField(forms.ImageField):
    pass
