"""The cluster map: a picture of the cluster at one moment, and how it is drawn."""
