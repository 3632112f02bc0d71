// Whoever names the core names what it stands on, too.
@_exported public import MNMachine
