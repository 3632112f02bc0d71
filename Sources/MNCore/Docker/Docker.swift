/// The Docker seam: one HTTP request to a Model Runner.
///
/// An implementation follows no redirect, adds nothing but `Host` and `Content-Length`, and keeps to
/// the endpoint's time limit.
public protocol Docker: Sendable {
    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse
}
