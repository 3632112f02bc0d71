/// The seam to requests to end the program: Ctrl-C, and the signal to terminate.
package protocol EndRequests: Sendable {
    /// Adds what the next request does in place of ending the program, until it is withdrawn.
    ///
    /// A request does everything that was added, once; the one after it ends the program, unless something
    /// has been added anew.
    func add(_ action: @escaping @Sendable () -> Void) -> any EndAction
}

/// Something that a request to end does.
package protocol EndAction: Sendable {
    /// Takes it back; what others have added stays.
    func withdraw()
}
