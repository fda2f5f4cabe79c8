//! Every text a user or officer sees, Vietnamese first, English beside it.
