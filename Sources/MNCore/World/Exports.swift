// Whoever names the core names its formats, too.
@_exported public import MNText
