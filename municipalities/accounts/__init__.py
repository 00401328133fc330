"""How people come to an account, keep it theirs, and lose it. What they may do with it is asked anew each time."""
