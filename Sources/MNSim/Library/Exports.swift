// Whoever names the simulator names the fake runner, too.
@_exported public import MNRunner
