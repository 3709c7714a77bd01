"""Lets papermill inject parameters into TypeScript notebooks: install it, and papermill finds it by itself."""

# papermill imports this package's `entry` while it is imported itself: so it goes first, whoever asks first.
import papermill as _papermill  # noqa: F401
