"""Stand-ins for the outside, each on a real socket."""
