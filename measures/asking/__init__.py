"""Questions of visitors to those who write about a measure, and their answers: verbs, and pages without an account."""
