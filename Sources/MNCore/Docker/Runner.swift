/// A Model Runner that answered, at one endpoint.
public struct Runner: Sendable {
    private let docker: any Docker
    public let endpoint: Endpoint

    /// The longest wait for the next byte of a pull: a third pull waits until one of two is done, and a
    /// registry may be slow (dmr-contract §1.3.4).
    public static let pullPatience = Duration.seconds(600)
    /// The longest wait for a load: the runner itself gives up after five minutes (dmr-contract §1.6.3).
    public static let loadPatience = Duration.seconds(320)
    /// The longest wait for what only changes its books.
    public static let patience = Duration.seconds(30)

    init(_ docker: any Docker, at endpoint: Endpoint) {
        self.docker = docker
        self.endpoint = endpoint
    }

    /// The models that it has now.
    public func installedModels() async throws(RunnerRefusal) -> [RunnerClient.InstalledModel] {
        do throws(TransportFault) {
            return try await RunnerClient(docker, environment: [:]).listing(at: endpoint).models
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request, with a document if there is one.
    func send(
        _ method: String, _ target: String, _ document: JSON? = nil, headers: HTTPHeaders = [:],
        patience: Duration = Runner.patience
    ) async throws(RunnerRefusal) -> HTTPResponse {
        do throws(TransportFault) {
            return try await docker.send(
                Self.request(method, target, document, headers), to: endpoint, patience: patience)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request and hands on the response as it comes.
    func exchange(
        _ method: String, _ target: String, _ document: JSON, patience: Duration,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await docker.exchange(
            Self.request(method, target, document, [:]), with: endpoint, patience: patience,
            receive)
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
