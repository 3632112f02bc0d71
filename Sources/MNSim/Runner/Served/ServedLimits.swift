/// What a served runner allows each client and all of them together.
package enum ServedLimits {
    /// How long a head may take to come (dmr-contract 0.3).
    package static let head = Duration.seconds(10)
    /// How long a request may take to come whole, from the end of its head.
    package static let request = Duration.seconds(300)
    /// How long nothing may come from a client who waits for no answer.
    ///
    /// Go's server, as the runner
    /// starts it, waits for ever.
    package static let idle = Duration.seconds(120)
    /// The most clients that are connected at once; a new one takes the place of the one that has been
    /// there longest of those who wait for no answer, and else waits to be taken.
    package static let clients = 500
    /// The most bytes of a body.
    package static let body = 16 << 20
    /// The most bytes of bodies that come at once, from all clients together.
    package static let held = 16 << 20
    /// What a client may send of a request whatever the others do.
    static let freelyHeld = 16 << 10
    /// The most bytes that are taken from a client who still waits for an answer.
    static let unread = 16 << 10
}
