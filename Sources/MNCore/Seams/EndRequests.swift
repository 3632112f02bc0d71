/// The seam to requests to end the program: Ctrl-C, and the signal to terminate.
public protocol EndRequests: Sendable {
    /// Sets what the next request does in place of ending the program; nil lets it end again.
    ///
    /// The one after it ends the program in any case.
    func set(_ action: (@Sendable () -> Void)?)
}
