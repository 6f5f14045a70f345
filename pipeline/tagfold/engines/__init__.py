"""Where the work runs: in processes of this machine, or on a Spark cluster."""
