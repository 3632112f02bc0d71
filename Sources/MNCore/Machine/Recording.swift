/// Questions and their answers: what a profile holds, and what a recorder writes down.
public struct Recording: Hashable, Sendable {
    public struct Exchange: Hashable, Sendable {
        public var access: Access
        public var outcome: Outcome

        public init(_ access: Access, _ outcome: Outcome) {
            self.access = access
            self.outcome = outcome
        }
    }

    /// In the order of the file, or sorted by access if a recorder made them; no access twice.
    public private(set) var exchanges: [Exchange]
    private var index: [Access: Int]

    public init() {
        exchanges = []
        index = [:]
    }

    public init(_ outcomes: [Access: Outcome]) {
        self.init()
        for (access, outcome) in outcomes.sorted(by: { $0.key < $1.key }) { self[access] = outcome }
    }

    /// The recorded answer, or nil if the question was never asked.
    public subscript(access: Access) -> Outcome? {
        get { index[access].map { exchanges[$0].outcome } }
        set {
            switch (index[access], newValue) {
            case (let position?, let outcome?): exchanges[position].outcome = outcome
            case (nil, let outcome?):
                index[access] = exchanges.count
                exchanges.append(Exchange(access, outcome))
            case (let position?, nil):
                exchanges.remove(at: position)
                index = Dictionary(
                    uniqueKeysWithValues: exchanges.enumerated().map { ($1.access, $0) })
            case (nil, nil): break
            }
        }
    }
}
