/// A file that a model is made of.
package enum PackageFile: Hashable, Sendable {
    /// A weight file, and the model that it makes.
    case weights(ModelContent)
    case licence(ModelContent.Layer)
}
