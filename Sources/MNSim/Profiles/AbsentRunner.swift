public import MNCore

/// The Model Runner of a machine of which only the hardware is known: nothing listens.
public struct AbsentRunner: Docker {
    public init() {}

    public func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse {
        throw .refused
    }
}
