"""Inside the network: what each layer of a model answers for a picture."""
