"""Registers and files: templates, imports with a dry run, pasted tables, exports."""
