"""Work that takes longer than a server waits for an answer tells it at each step that it goes on.

gunicorn ends a worker that was silent for 30 seconds. It hands its sign of life over in `post_worker_init`; under
any other server there is nobody to tell.
"""

_listeners = []


def listen(listener):
    """Have `listener` called, without arguments, at each beat."""
    _listeners.append(listener)


def beat():
    for listener in _listeners:
        listener()
