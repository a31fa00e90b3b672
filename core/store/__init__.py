"""The lab's database: one file a subject, all SQL inside."""
