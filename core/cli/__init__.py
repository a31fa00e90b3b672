"""The command line, `digit-lab ...`: one file a group of commands."""
