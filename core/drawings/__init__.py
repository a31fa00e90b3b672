"""The drawn set: what people here have drawn and labelled, as a data set to measure models on."""
