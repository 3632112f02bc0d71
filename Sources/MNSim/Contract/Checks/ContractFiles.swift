/// The checks of the runner's contract that ship inside the binary: JSON text by file name.
package enum ContractFiles {
    package static var texts: [String: String] { EmbeddedFiles.all }
}
