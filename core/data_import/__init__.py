"""Own data: files of somebody else's, read picture by picture and brought to the form of a data set."""
