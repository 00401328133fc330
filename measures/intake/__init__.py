"""Tables coming in: one core reads cells and names problems; uploads and catalogue folders use it."""
