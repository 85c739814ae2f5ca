"""Small bridges to the libraries that train and evaluate models; nothing else in the package imports them."""
