/// How a program was built, as the compiler was told.
package struct Build: Hashable, Sendable {
    /// What of the source's history was built; nil if the build was not told.
    package var commit: String?
    /// `release`, or `debug`, which is not optimised.
    package var kind: String
    /// The target triple, such as `x86_64-unknown-linux-gnu`.
    package var target: String

    package init(commit: String?, kind: String, target: String) {
        self.commit = commit
        self.kind = kind
        self.target = target
    }
}
