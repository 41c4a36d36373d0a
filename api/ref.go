package api

// Ref is a thing that has an ID and a name, such as a space or an evaluator. The
// zero Ref is none; Name is empty while it is not known.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
