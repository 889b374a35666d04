// RE2's headers are C++: the target CRE2 includes them, nothing else does.
