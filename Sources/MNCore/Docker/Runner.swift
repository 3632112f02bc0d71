/// A Model Runner that answered, at one endpoint.
package struct Runner: Sendable {
    private let docker: any Docker
    package let endpoint: Endpoint

    init(_ docker: any Docker, at endpoint: Endpoint) {
        self.docker = docker
        self.endpoint = endpoint
    }

    /// The models that it has now.
    package func installedModels() async throws(RunnerRefusal) -> RunnerClient.Listing {
        do throws(TransportFault) {
            return try await docker.listing(at: endpoint)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request, with a document if there is one.
    ///
    /// - Parameter total: the longest time for it, where that is less than its kind has.
    func send(
        _ method: String, _ target: String, _ document: JSON? = nil, headers: HTTPHeaders = [:],
        within limits: RunnerLimits, total: Duration? = nil
    ) async throws(RunnerRefusal) -> HTTPResponse {
        do throws(TransportFault) {
            return try await docker.send(
                Self.request(method, target, document, headers), to: endpoint, within: limits,
                total: total)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request and hands on the response as it comes.
    func exchange(
        _ method: String, _ target: String, _ document: JSON, within limits: RunnerLimits,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await docker.exchange(
            Self.request(method, target, document, [:]), with: endpoint,
            patience: limits.patience, limit: limits.total, receive)
    }

    private static func request(
        _ method: String, _ target: String, _ document: JSON?, _ headers: HTTPHeaders
    ) -> HTTPRequest {
        var fields = headers.fields.map { ($0.name, $0.value) }
        // Any other value, and the lines of a pull come HTML-escaped (dmr-contract §3.1).
        fields.append(("Accept", "application/json"))
        if document != nil { fields.append(("Content-Type", "application/json")) }
        return HTTPRequest(
            method, target, headers: HTTPHeaders(fields),
            body: document.map { Array($0.text(.canonical).utf8) } ?? [])
    }
}
