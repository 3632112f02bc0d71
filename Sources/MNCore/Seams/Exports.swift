// Whoever names a machine names its formats, too.
@_exported public import MNText
