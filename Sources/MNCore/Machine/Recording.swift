/// Questions and their answers: what a profile holds, and what a recorder writes down.
package struct Recording: Hashable, Sendable {
    package struct Exchange: Hashable, Sendable {
        package var access: Access
        package var outcome: Outcome
        /// Whether it was asked for the sake of other programs, not by a probe.
        package var isForOthers: Bool

        package init(_ access: Access, _ outcome: Outcome, isForOthers: Bool = false) {
            self.access = access
            self.outcome = outcome
            self.isForOthers = isForOthers
        }
    }

    /// In the order of the file, or sorted by access if a recorder made them; no access twice.
    package private(set) var exchanges: [Exchange]
    private var index: [Access: Int]

    package init() {
        exchanges = []
        index = [:]
    }

    package init(_ outcomes: [Access: Outcome]) {
        self.init()
        for (access, outcome) in outcomes.sorted(by: { $0.key < $1.key }) { self[access] = outcome }
    }

    /// Adds an exchange at the end; of one access the later answer counts.
    package mutating func add(_ exchange: Exchange) {
        self[exchange.access] = exchange.outcome
        if exchange.isForOthers, let position = index[exchange.access] {
            exchanges[position].isForOthers = true
        }
    }

    /// The recorded answer, or nil if the question was never asked.
    package subscript(access: Access) -> Outcome? {
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
