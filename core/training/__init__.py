"""From a manifest to a trained model, telling a listener."""

import os

# These are read when TensorFlow and Keras are first imported, which happens below this package only.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
# Two operations side by side, on one thread each: for dense nets and small convolutions as fast as any
# other choice on two cores, with the least CPU time; and no sum depends on how threads share it out.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "2")
