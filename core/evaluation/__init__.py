"""What a trained model gets right and wrong, from its probabilities: arrays in, frozen results out."""
